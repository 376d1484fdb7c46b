"""A demonstration city: the real divisions of 通化市, invented people, figures that add up.

Every organisation is marked （示例） and every person is a placeholder: nothing here says anything about
anyone. All of it goes through the actions that people use, in bulk.
"""
