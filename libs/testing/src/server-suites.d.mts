export declare function serverSuites(root?: string): string[];
