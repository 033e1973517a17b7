"""interlocal: documents about a transnational coalition become dated, sourced evidence, and answers."""

__version__ = "0.1.0"
