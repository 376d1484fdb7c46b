"""Supervision models (监督模型): one file each, one expression each, the same rows from every engine."""
