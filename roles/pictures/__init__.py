"""Chains and matrices as drawings: laid out here, drawn by templates as SVG with a table twin."""
