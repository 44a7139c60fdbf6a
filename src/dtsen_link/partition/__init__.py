"""A country taken province by province, in the memory of the largest one."""
