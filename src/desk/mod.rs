//! What staff do with a ticket, one use case a file.
