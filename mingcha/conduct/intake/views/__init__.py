"""The pages of keys, codes, sealed reports and questionnaires."""
