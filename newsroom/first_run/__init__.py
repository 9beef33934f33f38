"""The first run: an empty newsroom gets its name, languages, sections and first administrator, in a browser by a
one-time link or at the command line."""
