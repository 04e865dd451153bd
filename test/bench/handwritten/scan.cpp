// The baseline of `bench passthrough`: simdjson's on-demand parser over the fields of every record of a file.
#include <cstdio>
#include <simdjson.h>

int main(int, char **args) {
  simdjson::padded_string file;
  if (simdjson::padded_string::load(args[1]).get(file))
    return 1;
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document_stream records;
  if (parser.iterate_many(file).get(records))
    return 1;
  size_t fields = 0, bytes = 0;
  for (auto record : records) {
    simdjson::ondemand::object object;
    if (record.get_object().get(object))
      return 1;
    for (auto field : object) {
      std::string_view key;
      simdjson::ondemand::json_type type;
      if (field.unescaped_key().get(key) || field.value().type().get(type))
        return 1;
      bytes += key.size();
      ++fields;
    }
  }
  std::printf("%zu fields, %zu bytes of keys\n", fields, bytes);
  return 0;
}
