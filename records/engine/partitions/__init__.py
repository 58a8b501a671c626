"""Taking whole partitions of a table, where every row of them is due."""
