"""Files in, typed content and problems out."""
