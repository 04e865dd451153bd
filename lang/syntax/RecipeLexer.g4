// Characters to tokens. Every byte of a file belongs to some token; what the language does not know is UNKNOWN, which
// Lexing.cpp reports. Strings are modes, so that an interpolation `{expr}` holds ordinary tokens.
lexer grammar RecipeLexer;

channels { TRIVIA }

// Trivia. Documentation is a comment to the grammar; the tree builder hands it to the item below.
SPACE         : [ \t\u00A0\u3000\uFEFF]+ -> channel(TRIVIA) ;
MODULE_DOC    : '//!' ~[\r\n]* -> channel(TRIVIA) ;
DOC           : '///' (~[/\r\n] ~[\r\n]*)? -> channel(TRIVIA) ;
COMMENT       : '//' ~[\r\n]* -> channel(TRIVIA) ;
HASH_COMMENT  : '#' ~[\r\n]* -> channel(TRIVIA) ;
BLOCK_COMMENT : '/*' .*? ('*/' | EOF) -> channel(TRIVIA) ;
NEWLINE       : '\r'? '\n' | '\r' ;

// Reserved words.
IF : 'if' ;       THEN : 'then' ;   ELSE : 'else' ;   AND : 'and' ;     OR : 'or' ;         NOT : 'not' ;
IN : 'in' ;       IS : 'is' ;       NULL_ : 'null' ;  TRUE_ : 'true' ;  FALSE_ : 'false' ;  IT : 'it' ;
AS : 'as' ;

// Item words: names everywhere else (rule `word` of the parser).
USE : 'use' ;       PARAM : 'param' ;   FN : 'fn' ;           EXTERNAL : 'external' ;   CHOICE : 'choice' ;
RECORD : 'record' ; RULES : 'rules' ;   MODEL : 'model' ;     OUTPUT : 'output' ;       TEST : 'test' ;
RESOURCES : 'resources' ;               WEIGHT : 'weight' ;   PART : 'part' ;           FOR : 'for' ;
ANY : 'any' ;       GIVEN : 'given' ;   ASSERT : 'assert' ;   EXCEPT : 'except' ;       ONLY : 'only' ;
OF : 'of' ;

// A number takes letters that touch it along: `32k` has the suffix k, `20GB` the unit GB; the builder splits them.
// A dot belongs to it only before a digit: `50..100` is a range.
NUMBER : DIGITS ('.' DIGITS)? ([eE] [+\-]? DIGITS)? (ID_START ID_PART*)? ;
fragment DIGITS : [0-9] [0-9_]* ;

RAW_STRING : 'r' ('"' ~["\r\n]* '"' | RAW_BODY) ;
fragment RAW_BODY : '#' RAW_BODY '#' | '#' '"' .*? '"' '#' ;
/// A raw string that its line or the file leaves open.
RAW_BROKEN : 'r' ('"' ~["\r\n]* | '#'+ '"') ;

IDENTIFIER : ID_START ID_PART* ;
// The name characters of XML 1.0 without its punctuation and symbols: letters, syllables and ideographs of all scripts.
// The exact Unicode properties are 1,300 ranges, which every process would pay for with 2.5 ms at its start.
fragment ID_START
  : [a-zA-Z_\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u0386\u0388-\u1FFF]
  | [\u2071\u207F\u2090-\u209C\u2102-\u2188\u2C00-\u2DFF\u3005-\u3007\u3021-\u302F\u3031-\u3035\u3038-\u303C]
  | [\u3041-\u30FA\u30FC-\uD7FF\uF900-\uFDCF\uFDF0-\uFDFF\uFE70-\uFEFC\uFF21-\uFF3A\uFF41-\uFF5A\uFF66-\uFFDC]
  | [\u{10000}-\u{1EFFF}\u{20000}-\u{3FFFF}]
  ;
fragment ID_PART : ID_START | [0-9\u00B7\u0300-\u036F\u203F\u2040\u20D0-\u20FF\uFF10-\uFF19] ;

CHARACTER        : '\'' (~['\\\r\n] | '\\' (~[u\r\n] | 'u{' ~[}'\r\n]* '}')) '\'' ;
/// Text between single quotes that is no single character.
CHARACTER_BROKEN : '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\''? ;

STRING_START : '"' -> pushMode(STRING) ;
TEXT_START   : '"""' -> pushMode(TEXT) ;

LPAREN : '(' ;   RPAREN : ')' ;   LBRACKET : '[' ;   RBRACKET : ']' ;
LBRACE : '{' -> pushMode(DEFAULT_MODE) ;
RBRACE : '}' -> popMode ;

PIPE : '|>' ;    CONCAT : '++' ;  COALESCE : '??' ;  QDOT : '?.' ;    RANGE : '..' ;   DOT : '.' ;
ARROW : '->' ;   FATARROW : '=>' ;
EQ : '==' ;      NE : '!=' ;      LE : '<=' ;        GE : '>=' ;      LT : '<' ;       GT : '>' ;
ASSIGN : '=' ;   PLUS : '+' ;     MINUS : '-' ;      STAR : '*' ;     SLASH : '/' ;    PERCENT : '%' ;
QUESTION : '?' ; COLON : ':' ;    COMMA : ',' ;      TILDE : '~' ;

/// Spellings of other languages (Foreign.def) and characters without a meaning.
UNKNOWN : '&&' | '||' | '===' | '!==' | '<>' | ':=' | '**' | '\u201C' ~[\u201D\r\n]* '\u201D' | . ;

mode STRING;
STRING_END   : '"' -> popMode ;
CHUNK        : ~["\\{\r\n]+ ;
ESCAPE       : '\\' ([ntr"\\{}'] | 'u{' [0-9a-fA-F]+ '}') ;
BAD_ESCAPE   : '\\' ~[\r\n]? ;
INTERPOLATION : '{' -> pushMode(DEFAULT_MODE) ;
/// The line ends inside a string; Lexing.cpp reports it.
STRING_BREAK : ('\r'? '\n' | '\r') -> type(NEWLINE), popMode ;

mode TEXT;
TEXT_END     : '"""' -> popMode ;
TEXT_CHUNK   : (~["\\{]+ | '"') -> type(CHUNK) ;
TEXT_ESCAPE  : ESCAPE -> type(ESCAPE) ;
TEXT_BAD     : '\\' ~[\r\n]? -> type(BAD_ESCAPE) ;
TEXT_OPEN    : '{' -> type(INTERPOLATION), pushMode(DEFAULT_MODE) ;
