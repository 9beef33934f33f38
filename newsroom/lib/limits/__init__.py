"""Ceilings that hold for all web processes and workers together, because they are counted in the database."""
