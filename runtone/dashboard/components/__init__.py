"""Parts that pages are made of: blocks, tables, the body map, words and colours."""
