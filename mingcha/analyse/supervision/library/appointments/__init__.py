"""Models on appointments and recruitment."""

from mingcha.analyse.supervision.library.appointments import m41_fast_careers, m42_kin_and_tailored_posts

FILES = (m41_fast_careers, m42_kin_and_tailored_posts)
