"""A work written out: as NLM prints it, and as BibTeX, CSL-JSON, RIS and NBIB."""
