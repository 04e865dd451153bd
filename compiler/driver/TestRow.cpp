#include "compiler/driver/TestRow.h"
#include "compiler/driver/ColumnType.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace mlir;

namespace smelt::driver {

TestRow::TestRow(flow::StageOp stage, smelt_kernel kernel) : context_(std::make_unique<smelt_context>()) {
  std::vector<smelt_column> columns;
  Operation *yield = stage.getBody().front().getTerminator();
  for (auto [index, name] : llvm::enumerate(stage.getOutputs().getAsValueRange<StringAttr>())) {
    std::optional<smelt_column_type> type = columnType(yield->getOperand(3 * index).getType());
    if (!type)
      return;
    Value &value = values_[name.str()]; // a map's values stay where they are
    value.type = *type;
    columns.push_back({value.bytes, &value.state});
  }
  if (!stage.getInputs().empty() || !kernel)
    return;
  uint8_t path = SMELT_PATH_BLAME;
  int32_t verdict = SMELT_KEPT;
  ok_ = kernel(context_.get(), 1, nullptr, columns.data(), &path, &verdict, nullptr) == 0;
}

const TestRow::Value *TestRow::find(llvm::StringRef field) const {
  auto found = values_.find(std::string_view(field));
  return found == values_.end() ? nullptr : &found->second;
}

bool TestRow::isTrue(llvm::StringRef field) const {
  const Value *value = find(field);
  return value && value->state == SMELT_OK && value->type == SMELT_BOOLEAN && value->bytes[0];
}

bool TestRow::isFailed(llvm::StringRef field) const {
  const Value *value = find(field);
  return value && value->state == SMELT_FAILED;
}

template <class T> static T as(const char *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

/// A text with its line ends and controls escaped, cut after some length.
static std::string escaped(smelt_text text) {
  constexpr size_t most = 200;
  llvm::StringRef bytes(text.data, static_cast<size_t>(text.size));
  std::string out;
  for (char c : bytes.take_front(most)) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20)
      out += "\\u{" + llvm::utohexstr(static_cast<unsigned char>(c)) + "}";
    else
      out += c;
  }
  return out + (bytes.size() > most ? "..." : "");
}

/// The shortest decimal form that reads back as the same double.
static std::string shortest(double value) {
  std::string text;
  for (int digits = 1; digits <= 17; ++digits) {
    text.clear();
    llvm::raw_string_ostream(text) << llvm::format("%.*g", digits, value);
    double back = 0;
    if (!llvm::StringRef(text).getAsDouble(back) && back == value)
      break;
  }
  return text;
}

std::string TestRow::shown(llvm::StringRef field, bool quotes) const {
  const Value *value = find(field);
  if (!value)
    return {};
  if (value->state != SMELT_OK)
    return value->state == SMELT_FAILED ? "failed" : "null";
  switch (value->type) {
  case SMELT_INTEGER:
    return std::to_string(as<int64_t>(value->bytes));
  case SMELT_REAL:
    return shortest(as<double>(value->bytes));
  case SMELT_BOOLEAN:
    return value->bytes[0] ? "true" : "false";
  case SMELT_TEXT:
  case SMELT_JSON:
    break;
  }
  std::string text = escaped(as<smelt_text>(value->bytes));
  return quotes ? "\"" + text + "\"" : text;
}

} // namespace smelt::driver
