// The file that carries the precompiled header.
