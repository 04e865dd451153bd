// The grammar of recipes (docs/language.md). Newlines here are only those that separate: Lines.cpp has dropped the
// others, and put one in where a file or a body ends its last line. Where two constructs begin alike (record, set, map and
// block; named and positional arguments) the grammar reads their common shape and the tree builder tells them apart, which
// keeps decisions short and messages exact.
parser grammar RecipeParser;

options { tokenVocab = RecipeLexer; superClass = RuleParser; contextSuperClass = TreeContext; }

@parser::postinclude {
#include "lang/syntax/RuleParser.h"
#include "lang/syntax/TreeContext.h"
}

// ---- items ----

module  : line* EOF ;
line    : item NEWLINE ;

item
  : USE usePath (AS word)?                                                             # use
  | PARAM word COLON type (ASSIGN expr)?                                               # param
  | function                                                                           # functionItem
  | EXTERNAL FN word typeParameters? parameters (ARROW type)?                          # external
  | CHOICE word LBRACE choiceName (separator choiceName)* separator? RBRACE            # choice
  | RECORD word LBRACE (rowMember (separator rowMember)* separator?)? RBRACE           # recordItem
  | RULES word parameters rulesBody                                                    # rules
  | MODEL word parameters modelBody                                                    # model
  | OUTPUT word ASSIGN expr                                                            # output
  | TEST string testCases? testBody                                                    # test
  | RESOURCES LBRACE (setting (separator setting)* separator?)? RBRACE                 # resources
  | word (COLON type)? (ASSIGN | EQ) expr                                              # binding
  ;

usePath  : (string | word (DOT word)*) (DOT LBRACE useName (separator useName)* separator? RBRACE)? ;
useName  : word (AS word)? ;
function : FN word typeParameters? parameters (ARROW type)? ASSIGN expr ;

typeParameters : LT word (COMMA word)* COMMA? GT ;
parameters : LPAREN (parameter (COMMA parameter)* COMMA?)? RPAREN ;
parameter  : RANGE? word COLON type (ASSIGN expr)? ;

choiceName : word ;
setting    : word ASSIGN expr ;
/// Between the members of braces; a newline after a comma never reaches the parser.
separator  : COMMA | NEWLINE ;

rulesBody : LBRACE ruleLine* RBRACE ;
ruleLine  : word COLON expr NEWLINE ;

modelBody : LBRACE modelLine* RBRACE ;
modelLine : modelMember NEWLINE ;
modelMember
  : WEIGHT word (COMMA word)* COLON LBRACKET axes? RBRACKET (TILDE expr)?              # weight
  | PART word ASSIGN expr                                                              # part
  | function                                                                           # modelFunction
  ;
axes : expr (COMMA expr)* COMMA? ;

testCases
  : FOR ANY anyCase (COMMA anyCase)*                                                   # anyCases
  | FOR (word | LPAREN word (COMMA word)* COMMA? RPAREN) IN expr                       # tableCases
  ;
anyCase  : word COLON type ;
testBody : LBRACE testLine* RBRACE ;
testLine : testStatement NEWLINE ;
testStatement
  : ASSERT expr                                                                        # assertion
  | GIVEN? word ASSIGN expr                                                            # testBinding
  ;

// ---- expressions, tightest first ----

expr
  : primary                                                                            # primaryExpr
  | expr (DOT | QDOT) fieldName                                                        # fieldExpr
  | expr LPAREN arguments? RPAREN                                                      # callExpr
  | expr LBRACKET axes RBRACKET                                                        # indexExpr
  | MINUS expr                                                                         # negateExpr
  | expr AS castType                                                                   # castExpr
  | expr (STAR | SLASH) expr                                                           # binaryExpr
  | expr (PLUS | MINUS) expr                                                           # binaryExpr
  | expr COALESCE expr                                                                 # binaryExpr
  | expr RANGE expr                                                                    # rangeExpr
  | expr RANGE                                                                         # fromExpr
  | RANGE expr                                                                         # toExpr
  // `>` may end a type, so the line filter keeps a newline behind it.
  | expr (EQ | NE | LT | LE | GT NEWLINE? | GE | IN | NOT IN) expr                     # compareExpr
  | expr IS NOT? NULL_                                                                 # isNullExpr
  | expr (EXCEPT | ONLY) LBRACE word (separator word)* separator? RBRACE               # selectRulesExpr
  | NOT expr                                                                           # notExpr
  | expr AND expr                                                                      # binaryExpr
  | expr OR expr                                                                       # binaryExpr
  | expr CONCAT expr                                                                   # binaryExpr
  | expr PIPE expr                                                                     # pipeExpr
  | IF expr THEN expr ELSE expr                                                        # conditionalExpr
  | (word | LPAREN (word (COMMA word)* COMMA?)? RPAREN) FATARROW expr                  # lambdaExpr
  ;

primary
  : number                                                                             # numberPrimary
  | string                                                                             # stringPrimary
  | CHARACTER                                                                          # characterPrimary
  | (TRUE_ | FALSE_)                                                                   # booleanPrimary
  | NULL_                                                                              # nullPrimary
  | IT                                                                                 # itPrimary
  | word                                                                               # namePrimary
  | DOT fieldName                                                                      # rowFieldPrimary
  | LPAREN expr (COMMA expr)* COMMA? RPAREN                                            # parenPrimary
  | LBRACKET (expr (COMMA expr)* COMMA?)? RBRACKET                                     # listPrimary
  | LBRACE (element (separator element)* separator?)? RBRACE                           # bracePrimary
  ;

/// `a = e` of a record or block, `k: v` of a map, `e` of a set or a block's value.
element : expr (COLON expr)? (ASSIGN expr)? ;

arguments : argument (COMMA argument)* COMMA? ;
/// `e`, `name = e`, or `name: e` (a named rule).
argument  : expr ((ASSIGN | COLON) expr)? ;

number    : NUMBER (PERCENT | word)? ;
fieldName : word | LBRACKET string RBRACKET ;

string
  : STRING_START stringPart* STRING_END
  | TEXT_START stringPart* TEXT_END
  | RAW_STRING
  ;
stringPart : CHUNK | ESCAPE | BAD_ESCAPE | INTERPOLATION expr? RBRACE ;

// ---- types ----

type     : typeHead (ARROW type)? ;
typeHead : typeAtom QUESTION* | LPAREN (type (COMMA type)* COMMA?)? RPAREN QUESTION* ;
castType : castAtom QUESTION* ;
typeAtom
  : castAtom                                                                           # simpleType
  | path LBRACKET axes? RBRACKET (OF typeAtom)?                                        # tensorType
  ;
castAtom
  : path (LT type (COMMA type)* COMMA? GT)?                                            # namedType
  | LBRACKET type RBRACKET                                                             # listType
  | LBRACE (rowMember (separator rowMember)* separator?)? RBRACE                       # rowType
  ;
path      : word (DOT word)* ;
rowMember : (word | string) COLON type | RANGE word ;

/// Item words are names wherever no item or member starts.
word
  : IDENTIFIER | USE | PARAM | FN | EXTERNAL | CHOICE | RECORD | RULES | MODEL | OUTPUT | TEST | RESOURCES | WEIGHT
  | PART | FOR | ANY | GIVEN | ASSERT | EXCEPT | ONLY | OF
  ;
