"""From what was seen to what is wrong. Pure: values in, values out."""
