//! How large a rule set may be. Every number that an author can run into stands here, and the compiler names the place;
//! what passes the compiler passes the check of a catalog's bytes too.

/// Bytes of one document.
pub const FILE_BYTES: usize = 4 << 20;
/// Errors, and warnings, that one run names.
pub const FAULTS: usize = 1_000;
/// Documents of one catalog.
pub const FILES: usize = 10_000;
/// Bytes of all documents of one catalog.
pub const ALL_BYTES: usize = 256 << 20;
/// Levels of mappings and sequences in a document.
pub const DOCUMENT_DEPTH: usize = 64;

/// Characters of one expression.
pub const EXPRESSION_LENGTH: usize = 10_000;
/// Operators, indices and paths in one expression.
pub const OPERATORS: usize = 500;
/// Levels of parentheses, calls and the like in one expression.
pub const EXPRESSION_DEPTH: usize = 64;
/// Items of one list, tests of one cell, arguments of one call.
pub const ITEMS: usize = 1_000;
/// Levels of expressions behind each other, through definitions and tables.
pub const CHAIN: u16 = 1_000;
/// How much nesting may be open at once while definitions are compiled that need each other: a definition counts 4, a bracket
/// 2, an operator 1. Keeps the compiler within a stack of 2 MiB.
pub const NESTING: usize = 1_000;
/// Definitions that need each other in a row; shared conditions that use each other in a row.
pub const NAMES: usize = 100;

/// Rows of one table or of tiers.
pub const ROWS: usize = 2_000;
/// Inputs of one table.
pub const COLUMNS: usize = 64;
/// Codes of one list.
pub const CODES: usize = 10_000;

/// Levels of conditions, shared ones included.
pub const CONDITION_DEPTH: u16 = 200;
/// Conditions that one policy may show, shared ones counted each time they occur.
pub const POLICY_CONDITIONS: u32 = 20_000;

/// Policies whose choice one benefit may depend on: every combination of them is tried.
pub const CHOICES: usize = 6;

/// Calls of the author's functions inside each other.
pub const CALL_DEPTH: usize = 32;
/// Calls of the author's functions that are written out in one catalog, those inside other functions included.
pub const CALLS: usize = 100_000;

/// Facts, and parameters, of one catalog.
pub const FACTS: usize = 10_000;
/// Definitions of one catalog, those of policies and the parts of scores included.
pub const DEFINITIONS: usize = 200_000;
/// Policies, groups and shared conditions of one catalog.
pub const POLICIES: usize = 100_000;
/// Conditions of one catalog.
pub const CONDITIONS: usize = 2_000_000;
/// Different expressions of one catalog.
pub const EXPRESSIONS: usize = 4_000_000;
