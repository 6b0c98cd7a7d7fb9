"""The native painter of map packs: small maps in sheets, true-scale printing, a read-only map."""
