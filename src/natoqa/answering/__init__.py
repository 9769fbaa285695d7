"""Evidence -> statements with citations."""
