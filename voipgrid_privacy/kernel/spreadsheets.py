"""Text for spreadsheets, which take a cell for a formula by its first character."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FIRST = frozenset(FORMULA)


def defused(cell: str) -> str:
    """Return the cell as text that no spreadsheet calculates (OWASP: CSV injection)."""
    return f"'{cell}" if cell[:1] in _FIRST else cell


def fused(cell: str) -> str:
    """Return a defused cell as it was before."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
