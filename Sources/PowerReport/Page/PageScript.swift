/// The page's script: headings of sortable tables become buttons, and the methods text gets one that
/// copies it. Without scripts the page lacks these and nothing else.
let pageScript = """
  (function () {
    'use strict';

    // The number that a cell begins with; NaN where it has none.
    function number(cell) {
      return parseFloat(cell.textContent.replace(/,/g, '').replace('\\u2212', '-'));
    }

    function compare(a, b) {
      return a < b ? -1 : a > b ? 1 : 0;
    }

    // Rows by a column: numbers by size where all cells that say something are numbers, else by text;
    // cells that say nothing come last in either direction.
    function sorted(rows, column, descending) {
      var keys = rows.map(function (row, place) {
        var cell = row.cells[column];
        var text = cell.textContent.trim();
        return {row: row, place: place, text: text, number: number(cell), none: text === '' || text === '\\u2013'};
      });
      var numeric = keys.every(function (key) { return key.none || !isNaN(key.number); });
      keys.sort(function (a, b) {
        if (a.none !== b.none) { return a.none ? 1 : -1; }
        var order = numeric ? compare(a.number, b.number) : compare(a.text, b.text);
        if (a.none) { order = 0; }
        return (descending ? -order : order) || a.place - b.place;
      });
      return keys.map(function (key) { return key.row; });
    }

    function makeSortable(table) {
      var body = table.tBodies[0];
      var original = Array.prototype.slice.call(body.rows);
      var line = table.tHead.rows[table.tHead.rows.length - 1];
      var headings = Array.prototype.slice.call(line.cells);
      headings.forEach(function (heading, column) {
        var button = document.createElement('button');
        button.type = 'button';
        button.textContent = heading.textContent;
        heading.textContent = '';
        heading.appendChild(button);
        button.addEventListener('click', function () {
          var descending = heading.getAttribute('aria-sort') === 'ascending';
          headings.forEach(function (other) { other.removeAttribute('aria-sort'); });
          heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
          sorted(original, column, descending).forEach(function (row) { body.appendChild(row); });
        });
      });
    }

    function makeCopyable(text) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      button.addEventListener('click', function () {
        var range = document.createRange();
        range.selectNodeContents(text);
        var selection = window.getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected';
      });
      text.parentNode.insertBefore(button, text);
    }

    Array.prototype.forEach.call(document.querySelectorAll('table.sortable'), makeSortable);
    Array.prototype.forEach.call(document.querySelectorAll('.methods'), makeCopyable);
  })();

  """
