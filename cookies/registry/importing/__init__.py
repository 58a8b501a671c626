"""Lists from elsewhere: pasted statements, CSV, the EDPB tool's JSON, knowledge bases."""
