"""What content is: claims, references, site data and their vocabularies."""
