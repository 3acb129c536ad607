"""What pyproject.toml cannot say: the extension is made by cffi, and its wheel serves every Python from 3.9."""
from setuptools import setup

setup(cffi_modules=["build_pwpol.py:ffi"], options={"bdist_wheel": {"py_limited_api": "cp39"}})
