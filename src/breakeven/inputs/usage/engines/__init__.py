"""What reads a log: DuckDB here, or the database or cluster in which it stands.

Logs are asked with the same Ibis expressions everywhere. A module holds what its engine has to be
told beyond that: how a connection opens, how the rows in normal form are kept, and the few
expressions that its dialect lacks or answers roughly where an exact answer is meant.
"""
