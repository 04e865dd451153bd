// The door: builds a checker for one compilation and runs it over the recipe.
#include "lang/sema/Check.h"
#include "lang/sema/Checker.h"

namespace smelt::sema {

Checker::Checker(diag::SourceMap &sources, World &world, const CheckOptions &options, diag::Diagnostics &diags,
                 Program &program)
    : sources_(sources), world_(world), options_(options), diags_(diags), program_(program), types_(program.types),
      errorType_(types_.simple(TypeKind::error)), boolType_(types_.simple(TypeKind::boolean)),
      intType_(types_.simple(TypeKind::integer)), realType_(types_.simple(TypeKind::real)),
      textType_(types_.simple(TypeKind::text)), nullType_(types_.simple(TypeKind::null)),
      charType_(types_.simple(TypeKind::character)), pathType_(types_.simple(TypeKind::path)),
      rulesType_(types_.simple(TypeKind::rules)), errorExpr_(makeExpr(ExprKind::unused, errorType_, {})) {}

diag::Diagnostic &Checker::report(Code code, Span span, std::vector<std::string> args) {
  if (reported_.emplace(code, span.file, span.begin, span.end).second)
    return diags_.report(code, span, std::move(args));
  swallowed_ = {};
  return swallowed_;
}

Value Checker::notAvailable(const std::string &what, Span span) {
  report(Code::E0202, span, {what}).label("part of the language, but not of this release");
  return failed();
}

void Checker::suggestName(diag::Diagnostic &d, Span span, const std::string &name,
                          const std::vector<std::string> &legal, const char *listTitle) {
  if (auto near = diag::didYouMean(name, legal))
    d.fix("did you mean `" + *near + "`?", span, *near);
  if (!listTitle || legal.empty() || legal.size() > 24)
    return;
  std::string list;
  for (const std::string &l : legal)
    list += (list.empty() ? "`" : ", `") + l + "`";
  d.note(std::string(listTitle) + " " + list);
}

void Checker::run(const std::string &path, std::string text) {
  stackBase_ = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  root_ = addModule(path, std::move(text), false);
  prelude_ = load("", "std.prelude", false);
  if (!prelude_) {
    report(Code::E0601, {root_->file, 0, 0}, {"std.prelude"}).label("the standard library is missing");
    return;
  }
  bool isPreludeItself = sources_.file(root_->file).text == sources_.file(prelude_->file).text;
  for (const ast::Item *item : misplaced_)
    if (!isPreludeItself)
      notAvailable("external fn", item->name.span);
  checkSettingsExist(*root_);
  for (const auto &[name, module] : modules_)
    if (!module->isStd && module.get() != root_)
      checkModule(*module);
  checkModule(*root_);
  if (!diags_.hasErrors())
    warnUnused(*root_);
}

std::shared_ptr<Program> check(diag::SourceMap &sources, const std::string &path, std::string text, World &world,
                               const CheckOptions &options, diag::Diagnostics &diags) {
  auto program = std::make_shared<Program>();
  Checker(sources, world, options, diags, *program).run(path, std::move(text));
  return program;
}

} // namespace smelt::sema
