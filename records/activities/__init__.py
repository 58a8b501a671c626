"""Records of processing activities (GDPR Art. 30): controllers' entries, processors' groups."""
