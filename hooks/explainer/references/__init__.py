"""References written out: in NLM style, and as BibTeX, CSL-JSON, RIS and NBIB."""
