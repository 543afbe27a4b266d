"""Files in and out: tables as CSV, written whole or not at all, read back with a dry run."""
