// Models of Punkt: what is wrong with their tables.
#include "lang/sema/Checker.h"
#include <charconv>

namespace smelt::sema {

/// A word, a tab and a number from 0 to 126.
static bool isContext(std::string_view line) {
  size_t tab = line.rfind('\t');
  if (tab == std::string_view::npos)
    return false;
  int flags = -1;
  const char *end = line.data() + line.size();
  auto [stop, error] = std::from_chars(line.data() + tab + 1, end, flags);
  return error == std::errc() && stop == end && flags >= 0 && flags < 128;
}

bool Checker::checkPunkt(const Builtin &b, const std::vector<ExprRef> &operands) {
  if (b.key != "Text.sentences" || !operands[1])
    return true;
  const ExprRef &model = operands[1];
  if (model->kind != ExprKind::record || !isConstant(model)) {
    report(Code::E0216, model->span).label("depends on data");
    return false;
  }
  for (size_t i = 0; i < model->operands.size(); ++i) {
    const std::string &table = model->type->fields[i].name;
    size_t number = 0;
    for (const ExprRef &line : elementsOf(*model->operands[i])) {
      ++number;
      bool two = line->text.find('\t') != std::string::npos;
      if (table == "contexts" ? isContext(line->text) : table == "collocations" ? two : !two)
        continue;
      report(Code::E0275, line->span, {table})
          .label("line " + std::to_string(number) + " is `" + line->text.substr(0, 40) + "`");
      return false;
    }
  }
  return true;
}

} // namespace smelt::sema
