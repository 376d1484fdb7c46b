"""Models on the payroll, posts and temporary staff."""

from mingcha.analyse.supervision.library.payroll import m39_paid_without_work, m43_temporary_staff

FILES = (m39_paid_without_work, m43_temporary_staff)
