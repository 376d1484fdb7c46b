"""Data sets (数据集): tables that departments hand over, each under a contract, kept by version."""
