"""Array kernels of the compiled engine: only numpy and numba here, no strings, no Python objects.

``compiling`` turns timed arcs into a list of operations, ``scans`` runs one bit through it (``due`` through a
sparse one), ``passes``, ``removals`` and ``scenarios`` rows of bits (``rows``), and ``shuffles`` deals the ends of
ties out anew. ``lasting`` lets rows of bits flow over ties that last.
"""
