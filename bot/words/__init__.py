"""Results in, messages out, in the reader's language."""
