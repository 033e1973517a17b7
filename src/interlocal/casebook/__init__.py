"""What is known, and from where: records, reading and writing a folder, checks, passages, agreement."""
