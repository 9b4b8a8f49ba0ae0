"""What the command line does, one file per command; the outermost layer, which knows all the others."""
