"""What changes records of coding. Each service checks the table of permissions and writes its audit entry.

An answer on the way to a finished reading is a draft and leaves no entry; finishing, opening again, skipping
and deciding do.
"""
