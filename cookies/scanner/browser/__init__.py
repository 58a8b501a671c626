"""Everything that touches the browser. It runs in a process of its own and knows no database."""
