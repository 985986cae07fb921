"""Patches of MiniStack, one fault a file, in a folder for each service.

A patch is a module with a function ``apply()``. Its docstring says what AWS does, with a link, and what MiniStack does
instead. `registry` lists all of them. This package imports nothing that MiniStack's environment lacks.
"""
