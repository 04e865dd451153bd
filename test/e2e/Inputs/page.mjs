// Runs the script of a report's page over a document of a few lines and prints what the page shows, a line for each row of
// a table, stage, rule and bar of a histogram: node page.mjs report.html
import {readFileSync} from 'node:fs';
import {runInThisContext} from 'node:vm';

class Element {
  constructor(tag) { Object.assign(this, {tag, attributes: {}, children: [], listeners: {}, classList: {add() {}}}); }
  setAttribute(name, value) { this.attributes[name] = value; }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  addEventListener(event, act) { this.listeners[event] = act; }
  set textContent(text) { this.children = [text]; }
  get textContent() { return this.children.map(c => c instanceof Element ? c.textContent : c).join(''); }
  all(tag) { return this.children.flatMap(c => c instanceof Element ? [...c.tag === tag ? [c] : [], ...c.all(tag)] : []); }
}

const page = readFileSync(process.argv[2], 'utf-8'), main = new Element('main'), data = new Element('script');
data.textContent = page.match(/id="data">(.*?)<\/script>/s)[1];
globalThis.document = {createElement: tag => new Element(tag), createElementNS: (_, tag) => new Element(tag),
  getElementById: () => data, querySelector: () => main, body: new Element('body')};
runInThisContext(page.match(/<script>\n(.*?)<\/script>/s)[1]);

function show(node) {
  const kind = (node.attributes?.class || '').split(' ')[0];
  if (node.tag === 'details') {
    node.open = true;
    node.listeners.toggle();
    console.log('rule: ' + node.all('summary')[0].children.filter(c => c).map(c => c.textContent).join(', '));
    node.children.slice(1).forEach(show);
  } else if (kind === 'stage') {
    console.log('stage: ' + node.children[0].children.map(c => c.textContent ?? c).filter(c => c).join(', ') + ': ' +
      node.all('div').map(bar => bar.attributes.title).filter(title => title).join(' | '));
  } else if (kind === 'tile' || node.tag === 'tr') {
    console.log(`${kind || 'row'}: ` + node.children.map(c => c.textContent).join(' | '));
  } else if (node.tag === 'rect') {
    console.log('bar: ' + node.textContent + ' ' + node.attributes.fill);
  } else if (['h1', 'h2', 'p'].includes(node.tag)) {
    console.log(node.tag + ': ' + node.textContent);
  } else {
    (node.children || []).forEach(show);
  }
}
show(main);
