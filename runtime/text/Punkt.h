// Models of Punkt: what finds the ends of sentences knows of a language.
#pragma once
#include "runtime/text/Lines.h"

namespace smelt::runtime {

/// The table that smelt_seq_punkt looks words up in. `tables` are lines of abbreviations, collocations (a tab between
/// the words), words that begin sentences, and words with the contexts they were seen in (a tab before the number),
/// with an empty line behind each.
std::shared_ptr<const LineTable> punktModel(std::string_view tables);

} // namespace smelt::runtime
