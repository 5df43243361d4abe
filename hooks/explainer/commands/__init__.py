"""The commands of `claims`, by who uses them; `cli` puts them together."""
