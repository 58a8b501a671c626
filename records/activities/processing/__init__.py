"""The processor's record (GDPR Art. 30(2)), generated: one group per controller, from contracts.

For whom a party processes, and as processor or sub-processor, the rulebook says of each chain;
what it does then, the entries of its record say per category of data and function. Nothing here
is stored, so nothing can be out of date; purposes, grounds and terms are not the processor's.
"""

from records.activities.processing.groups import Group, Part
from records.activities.processing.reading import Page, every_group, page_of_groups

__all__ = ("Group", "Page", "Part", "every_group", "page_of_groups")
