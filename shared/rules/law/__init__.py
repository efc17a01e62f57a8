"""The law's own tables as dated data, each entry with its source and how sure it is. Pure: no file, no clock."""
