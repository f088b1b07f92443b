/** What comes between two frames and is no event. Each ends in a line end, or it would be part of the frame after it. */
export const garbage: readonly string[] = [
  ': a comment\n',
  '\n\n\n',
  '\0\u0001\u0002 no field\n',
  'HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n',
  'event: number:counted\n\n',
  'event: number:counted\ndata: {"n":\n\n',
  'event: number:counted\ndata: {"n":"one","text":1}\n\n',
  'event: number:painted\ndata: {}\n\n',
  'data: <html>\ndata: </html>\n\n',
  'retry: soon\ndata\n\n',
];

/** What a proxy answers when its upstream is gone. */
export const errorPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';
