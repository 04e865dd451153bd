#include "runtime/core/ExpandOperator.h"
#include "runtime/io/JsonString.h"
#include "runtime/io/JsonWalker.h"

namespace smelt::runtime {

/// A row to come.
struct ExpandOperator::Element {
  uint32_t row; ///< that it is made of
  uint8_t state = SMELT_OK;
  std::string_view value = {};
  std::string_view written = {}; ///< of a text: as its list wrote it, between the quotes, if a sink would write it so
};

/// The next element of a list of texts.
void ExpandOperator::readText(JsonWalker &list, Arena &room, Element &element) {
  if (*list.position() != '"') {
    element.state = SMELT_FAILED;
    element.value = list.value().substr(0, 0);
    return;
  }
  JsonStringReader reader{list.position() + 1, list.end()};
  JsonText string;
  readJsonString(reader, room, string);
  list.skipTo(reader.at + 1);
  element.value = string.text;
  element.written = string.isOurs ? string.raw : std::string_view();
}

/// False if the value is no list.
bool ExpandOperator::collect(const Batch &batch, int64_t row, Arena &room, std::vector<Element> &elements) const {
  const ColumnValues &lists = batch.columns[Self.expand.column];
  if (lists.state()[row] == SMELT_NULL || lists.state()[row] == SMELT_ABSENT)
    return true;
  if (lists.state()[row] != SMELT_OK)
    return false;
  if (lists.type() == SMELT_TEXTS) {
    for (const smelt_text &text : lists.list(row))
      elements.push_back({uint32_t(row), SMELT_OK, {text.data, size_t(text.size)}});
    return true;
  }
  JsonWalker list(lists.text(row));
  if (!list.open('['))
    return false;
  const bool ofTexts = Self.columns[Self.expand.column].type == SMELT_TEXT;
  while (list.next()) {
    Element &element = elements.emplace_back(Element{uint32_t(row)});
    if (ofTexts)
      readText(list, room, element);
    else
      element.value = list.value();
  }
  return true;
}

/// A row's number among the parts of its record: of a list within a list, the elements keep their order.
static void numberPart(RowInfo &info, Ordinal &before, uint32_t &part) {
  info.ordinal.part = 0;
  part = info.ordinal == before ? part + 1 : 0;
  before = info.ordinal;
  info.ordinal.part = part;
}

BatchPtr ExpandOperator::assemble(const Batch &batch, const std::vector<Element> &elements, Arena &room) const {
  auto result = std::make_shared<Batch>();
  result->rows = int64_t(elements.size());
  std::vector<uint32_t> rows;
  rows.reserve(elements.size());
  for (const Element &element : elements)
    rows.push_back(element.row);
  for (uint32_t column = 0; column < batch.columns.size(); ++column)
    if (column != Self.expand.column)
      result->columns.push_back(batch.columns[column].select(rows));
    else
      result->columns.emplace_back(Self.columns[column].type, result->rows);
  const ColumnValues &values = result->columns[Self.expand.column];
  auto info = std::make_shared<std::vector<RowInfo>>();
  info->reserve(elements.size());
  Ordinal before{.file = UINT32_MAX};
  uint32_t part = 0;
  for (size_t i = 0; i < elements.size(); ++i) {
    const Element &element = elements[i];
    values.texts()[i] = {element.value.data(), int64_t(element.value.size())};
    values.state()[i] = element.state;
    RowInfo &own = info->emplace_back((*batch.info)[element.row]);
    numberPart(own, before, part);
    own.element = element.written;
    own.elementText = element.written.data() ? element.value : std::string_view();
  }
  result->info = std::move(info);
  result->memory = batch.memory;
  result->keepAlive(room.takeBlocks());
  return result;
}

Status ExpandOperator::prepare(Token &token, smelt_context &context) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  std::vector<Element> elements;
  for (int64_t row = 0; row < batch->rows; ++row)
    if (!collect(*batch, row, context.arena, elements))
      delta.reject(
          rejectRow(Sources, *batch, row,
                    "field \"" + Graph.nodes[Self.inputs[0]].columns[Self.expand.column].name + "\" is not a list"));
  delta.rowsOut = elements.size();
  if (!elements.empty())
    slot(token).batch = assemble(*batch, elements, context.arena);
  return {};
}

} // namespace smelt::runtime
