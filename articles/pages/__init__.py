"""Readers' pages: from an address and a moment to finished bytes, without sight of the request.

`values` are what templates take; `story`, `listings` and `small` make them; `render` turns them into bytes.
"""
