"""Sub-processors: who they are along the chain, and notices of changes that bind (GDPR Art. 28)."""
