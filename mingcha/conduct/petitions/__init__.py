"""Petitions (信访): letters, calls, visits and sealed reports in one register."""
